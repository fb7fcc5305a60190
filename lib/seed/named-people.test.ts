import { expect, test } from 'vitest'
import { parseEmailAddress } from '@/lib/users/email-address'
import { personName } from '@/lib/users/schema'
import { peopleOf } from './named-people'

const many = 20_000

function take(seed: number, count: number) {
  const next = peopleOf(seed, 'acme.example.com')
  return Array.from({ length: count }, next)
}

test('no two people have one address, and each address is as it is stored and compared', () => {
  const people = take(1, many)
  expect(new Set(people.map(({ email }) => email)).size).toBe(many)
  for (const { email } of people) expect(parseEmailAddress(email)).toEqual({ email, emailKey: email })
})

test('names are as they are stored, and many have letters beyond a to z', () => {
  const people = take(1, many)
  for (const { name } of people) expect(personName.parse(name)).toBe(name)
  expect(people.filter(({ name }) => /[^\p{ASCII}]/u.test(name)).length).toBeGreaterThan(many / 20)
})

test('the same seed gives the same people, whatever their number', () => {
  expect(take(5, 10)).toEqual(take(5, 100).slice(0, 10))
  expect(take(6, 10)).not.toEqual(take(5, 10))
})
