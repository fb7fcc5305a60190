/** Has the browser save what one of our routes sends, as it comes, whatever its size. */
export function downloadFrom(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
