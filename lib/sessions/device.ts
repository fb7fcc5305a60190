import Bowser from 'bowser'

/** What a person would call the device behind a `User-Agent`, such as "Firefox on Windows"; never more than a guess. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device'
  const { browser, os } = Bowser.parse(userAgent)
  if (browser.name && os.name) return `${browser.name} on ${os.name}`
  // Of nonsense the library makes an empty name.
  return browser.name || os.name || 'Unknown device'
}
