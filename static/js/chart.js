/* Draws every figure.chart with Plotly in the colours of the page, again when the theme changes. */
const CRITERIA = ["--k0", "--k1", "--k2", "--k3", "--k4", "--k5", "--k6", "--k7"];

function colours(names) {
  // A custom property keeps its light-dark() unresolved; only a real property is computed to a colour.
  const probe = document.body.appendChild(document.createElement("i"));
  const found = names.map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return found;
}

function look(layout) {
  const [ink, muted, line, ...criteria] = colours(["--ink", "--muted", "--line", ...CRITERIA]);
  const font = getComputedStyle(document.body).fontFamily;
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, automargin: true };
  return {
    autosize: true,
    margin: { l: 8, r: 8, t: 8, b: 8 },
    colorway: criteria,
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font, size: 13, color: ink, ...layout.font },
    title: undefined,
    legend: { orientation: "h", y: -0.2, font: { color: muted }, ...layout.legend },
    hoverlabel: { font: { family: font }, ...layout.hoverlabel },
    ...Object.fromEntries(axes(layout).map((name) => [name, { ...axis, ...layout[name] }])),
  };
}

const axes = (layout) => [...new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((key) => /^[xy]axis\d+$/.test(key))])];

/* "var(--good)" anywhere in a figure becomes the colour of that token. */
function tokens(value) {
  if (typeof value === "string") return /^var\(--[\w-]+\)$/.test(value) ? colours([value.slice(4, -1)])[0] : value;
  if (Array.isArray(value)) return value.map(tokens);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tokens(item)]));
  return value;
}

async function read(figure) {
  const source = figure.dataset.chartSrc;
  if (!source) return JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.json();
}

async function draw(figure) {
  const place = figure.querySelector(".plot");
  try {
    figure.chart ??= await read(figure);
    const { data, layout = {} } = figure.chart;
    await Plotly.react(place, tokens(data), tokens(look(layout)), { displayModeBar: false, responsive: true, locale: document.documentElement.lang });
  } catch (error) {
    place.classList.add("failed");
    place.textContent = place.dataset.failed;
    console.error(error);
  }
}

const drawAll = () => document.querySelectorAll("figure.chart").forEach(draw);
drawAll();
document.addEventListener("htmx:after:swap", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
