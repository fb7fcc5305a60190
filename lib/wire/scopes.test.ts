import { expect, test } from 'vitest'
import { listScopes } from '@/lib/policy/scopes'
import { listScopeViews } from './scopes'
import { scopeView } from './me-schema'

const views = listScopeViews()
const viewOf = (name: string) => views.find((view) => view.name === name)

test('every scope is told once, with what it stands for', () => {
  expect(views.map(({ name }) => name)).toEqual(listScopes())
  expect(scopeView.array().parse(views)).toEqual(views)
  for (const { permissions } of views) expect(permissions.length).toBeGreaterThan(0)
})

test('a scope comes with those of which it has everything, never with itself', () => {
  expect(viewOf('manage_blocks')?.includes_scopes).toEqual(['see_blocks'])
  expect(viewOf('see_blocks')?.includes_scopes).toEqual([])
  for (const { name, includes_scopes: included, permissions } of views)
    for (const other of included) {
      expect(other).not.toBe(name)
      expect(permissions).toEqual(expect.arrayContaining(viewOf(other)?.permissions ?? ['there is none']))
    }
})

test('the scope that reads the same kind of thing is one that there is', () => {
  expect(viewOf('manage_blocks')).toMatchObject({ see_scope: 'see_blocks', feature_group: 'block' })
  const named = new Set(views.map(({ name }) => name))
  for (const { see_scope: seen } of views) if (seen !== null) expect(named).toContain(seen)
})
