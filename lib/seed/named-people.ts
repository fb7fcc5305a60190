import { cs_CZ, de, en, es, fr, pl, pt_BR, sv, tr, vi, type Faker } from '@faker-js/faker'
import { fraction, randomOf } from './random'

export type Person = { name: string; email: string }

// Where people's names come from, and how many of a hundred.
const origins = [
  [en, 50],
  [de, 10],
  [fr, 9],
  [es, 8],
  [pl, 7],
  [sv, 5],
  [pt_BR, 4],
  [tr, 3],
  [cs_CZ, 2],
  [vi, 2],
] as const

/**
 * People with believable names and addresses of a domain, one after the other, never two with one address. The same seed gives the
 * same names in the same order.
 */
export function peopleOf(seed: number, domain: string): () => Person {
  const choice = randomOf(seed, 'names')
  const sources = origins.flatMap(([locale, share]): Faker[] => {
    const source = randomOf(seed, 'names', locale)
    return Array.from({ length: share }, () => source)
  })
  const taken = new Map<string, number>()
  return () => {
    const source = sources[Math.floor(fraction(choice) * sources.length)] ?? choice
    const given = source.person.firstName()
    const family = source.person.lastName()
    const local = `${firstWord(given)}.${firstWord(family)}`
    const count = (taken.get(local) ?? 0) + 1
    taken.set(local, count)
    return {
      name: `${given} ${family}`.normalize('NFC'),
      email: `${local}${count === 1 ? '' : count}@${domain}`,
    }
  }
}

// Letters that are no letter with a mark, so that taking the marks away leaves them.
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  œ: 'oe',
  þ: 'th',
}

function firstWord(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[ßæøłđıœþ]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
  return /[a-z]+/.exec(plain.replaceAll(/['’]/g, ''))?.[0] ?? 'someone'
}
