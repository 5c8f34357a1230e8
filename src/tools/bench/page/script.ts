/** What runs in the page besides its charts: the heads of the table of all cells sort it. */
export const SORT_SCRIPT = `  for (const button of document.querySelectorAll('th button')) {
    button.addEventListener('click', () => {
      const head = button.closest('th');
      const body = head.closest('table').tBodies[0];
      const sign = head.getAttribute('aria-sort') === 'descending' ? 1 : -1;
      for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
      const value = (row) => Number(row.cells[head.cellIndex].dataset.value);
      body.append(...[...body.rows].sort((a, b) => sign * (value(a) - value(b))));
    });
  }
`;
