const occupied =
  'input, textarea, select, [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]'

/** Whether a single letter belongs to what has the focus (a field, a menu, a dialog) rather than to the page. */
export function isOccupied(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest(occupied) !== null
}
