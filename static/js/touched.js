/* Whether a person changed this control before a script listened: the page came first, the script a moment later. */
export function touched(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type !== "select-one") return control.value !== control.defaultValue;
  const options = [...control.options];
  return control.selectedIndex !== Math.max(0, options.findIndex((option) => option.defaultSelected));
}
