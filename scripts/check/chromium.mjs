import { existsSync } from 'node:fs'
import { refusal } from '../output.mjs'

// The shell has no window of its own to draw, and opens a page for a tenth of the processor time.
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of the end-to-end tests: CHROMIUM_PATH or where systems put it. Refuses with a sentence when there is none. */
export function requireChromium() {
  const path = process.env.CHROMIUM_PATH ?? PLACES.find((place) => existsSync(place))
  if (path && existsSync(path)) return path
  throw refusal(
    'The end-to-end tests need Chromium: install it (Debian: apt-get install chromium-headless-shell), set CHROMIUM_PATH, or leave them out with: npm run check',
  )
}
