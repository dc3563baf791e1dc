/* Numbers and the words around them, as the server wrote them: its digit groups, its singular and plural. */
export const grouped = (number, separator, from) =>
  number < from ? String(number) : String(number).replace(/\B(?=(\d{3})+$)/g, separator);

/* `element` has data-one and data-other; "%(count)s" in them is the number's place. */
export const words = (element, count) =>
  (count === 1 ? element.dataset.one : element.dataset.other).replace("%(count)s", String(count));
