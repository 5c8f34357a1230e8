/** What runs in the page besides its charts: names on an axis of months, and unfolding for paper. */
export const VALIDATION_SCRIPT = `  // On an axis of months as many are named as there is room for: all, each third, ..., each January, each fifth.
  const { ticks: names } = Chart.defaults.scales.category;
  const usual = names.callback;
  names.callback = function (value, index, all) {
    if (!this.options.ticks.months) return usual.call(this, value, index, all);
    const [month, year] = this.getLabelForValue(value).split(' ');
    const place = Number(year) * 12 + new Date(month + ' 1, 2000').getMonth();
    const most = this.chart.width / 50;
    const step = [1, 3, 6, 12, 24, 60, 120].find((months) => all.length / months <= most) ?? 240;
    if (place % step !== 0) return undefined;
    return place % 12 === 0 ? year : month;
  };

  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('.group:not([open])')];
    for (const group of unfolded) group.open = true;
  });
  addEventListener('afterprint', () => {
    for (const group of unfolded) group.open = false;
  });
`;
