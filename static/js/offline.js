/* The page that stands in for one that is not kept: it goes on by itself when the connection is back. */
const AGAIN = 4000; // the browser may think itself connected before it is

addEventListener("online", () => location.reload());
setInterval(() => navigator.onLine && location.reload(), AGAIN);
document.querySelector("[data-back]").addEventListener("click", (event) => {
  event.preventDefault();
  history.back();
});
