/**
 * What runs in a page: draws the charts from their data, in the colours of the screen or of paper, and gives the data
 * back as a file. Plain JavaScript, as it stands in the page.
 * @param extra is run before the charts are drawn; it sees `Chart`, `root` and `byId`.
 */
export const pageScript = (extra: string): string => `(() => {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const specs = JSON.parse(byId('charts').textContent);
  let charts = [];

  // Colours are written as var(--name) and looked up when a chart is drawn.
  const resolve = (value, look) => {
    if (typeof value === 'string') return value.startsWith('var(') ? look(value.slice(4, -1)) : value;
    if (Array.isArray(value)) return value.map((item) => resolve(item, look));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, look)]));
  };

  function draw() {
    for (const chart of charts) chart.destroy();
    const style = getComputedStyle(root);
    const look = (name) => style.getPropertyValue(name).trim();
    Chart.defaults.color = look('--text-2');
    Chart.defaults.borderColor = look('--line');
    Chart.defaults.font.family = style.fontFamily;
    Chart.defaults.devicePixelRatio = root.classList.contains('paper') ? 3 : undefined;
    charts = specs.map(({ id, config }) => new Chart(byId(id), resolve(config, look)));
  }

  Chart.defaults.font.size = 11;
  Chart.defaults.animation = false;
  Chart.defaults.locale = 'en-US';
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.plugins.tooltip.filter = ({ dataset }) => !dataset.detail;
  // Powers of ten, their doubles and their halves where there is room for them.
  Chart.defaults.scales.logarithmic.ticks.callback = function (value) {
    const digits = String(value).replace(/^0\\.0*/, '');
    return (this.chart.width < 500 ? /^10*$/ : /^[125]0*$/).test(digits) ? value.toLocaleString('en-US') : '';
  };
  const legend = Chart.defaults.plugins.legend;
  legend.position = 'bottom';
  legend.labels.usePointStyle = true;
  legend.labels.boxHeight = 7;
  legend.labels.filter = ({ datasetIndex }, { datasets }) => !datasets[datasetIndex].detail;
  // What belongs to a line, such as the dots of its repeats, is hidden and shown with it.
  legend.onClick = (event, { datasetIndex }, { chart }) => {
    const shown = !chart.isDatasetVisible(datasetIndex);
    const { group } = chart.data.datasets[datasetIndex];
    chart.data.datasets.forEach((dataset, i) => {
      if (i === datasetIndex || (group !== undefined && dataset.group === group)) {
        chart.setDatasetVisibility(i, shown);
      }
    });
    chart.update();
  };

${extra}
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  // Paper has its own width and is white.
  addEventListener('beforeprint', () => {
    root.classList.add('paper');
    draw();
  });
  addEventListener('afterprint', () => {
    root.classList.remove('paper');
    draw();
  });

  const save = byId('save');
  const file = new Blob([byId('result').textContent], { type: 'application/json' });
  save.href = URL.createObjectURL(file);
  save.hidden = false;
})();`;
