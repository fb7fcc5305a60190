import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiPaths } from '@/lib/paths'
import { createRouter } from '../router'

const router = createRouter(() => Promise.resolve(null))
const name = `${randomUUID()}.txt`
const files = [`dist/graphiql/${name}`, `dist/${name}`]

beforeAll(async () => {
  await mkdir('dist/graphiql', { recursive: true })
  for (const file of files) await writeFile(file, file)
})
afterAll(async () => {
  for (const file of files) await rm(file)
})

test('the files of GraphiQL are served', async () => {
  const answer = await router.request(apiPaths.graphiqlFile(name))
  expect(await answer.text()).toBe(files[0])
})

test.each(['files../', 'x/files../', '..%2f', 'files..%2f', '..\\'])(
  'no other file of the program is: %s',
  async (way) => {
    const answer = await router.request(`${apiPaths.graphiqlFile('')}${way}${name}`)
    expect(await answer.text()).not.toBe(files[1])
    expect(answer.status).toBe(404)
  },
)
