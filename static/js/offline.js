/* The page that stands in for one that is not kept: it goes on by itself when the connection is back. */
addEventListener("online", () => location.reload());
document.querySelector("[data-back]").addEventListener("click", (event) => {
  event.preventDefault();
  history.back();
});
