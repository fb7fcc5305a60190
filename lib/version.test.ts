import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { productVersion } from './version'

test('the version that the product tells is that of its package', () => {
  const file = new URL('../package.json', import.meta.url)
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(productVersion).toBe(version)
})
