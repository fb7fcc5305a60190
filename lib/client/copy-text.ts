/** Puts text on the clipboard; false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

// The clipboard API exists only on secure origins; a console on plain http in a private network has none.
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  const host = document.activeElement?.closest('[role="dialog"], [role="alertdialog"]') ?? document.body
  const focused = document.activeElement
  area.value = text
  area.readOnly = true
  area.className = 'sr-only'
  host.append(area)
  area.select()
  // Deprecated, and the only way on such an origin.
  // oxlint-disable-next-line typescript/no-deprecated
  const isCopied = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
