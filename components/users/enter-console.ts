/** Goes to a page of the console after the person changed: by a full load, so that nothing of before is left in memory. */
export function enterConsole(returnTo: string): void {
  window.location.assign(returnTo)
}
