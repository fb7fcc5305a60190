import { ZxcvbnFactory, type MatchExtended } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

export type PasswordStrength = {
  /** 0 and 1 are easy to guess, 2 fair, 3 good, 4 strong. */
  score: 0 | 1 | 2 | 3 | 4
  /** One of the first passwords that an attacker tries; the server refuses it. */
  isCommon: boolean
  /** What makes it easy to guess, or null. */
  warning: string | null
}

/**
 * Estimates how hard a password is to guess by somebody who knows common passwords and, with `personal`, the person's name and
 * address. Pure; at most about 20 ms.
 */
export function estimatePasswordStrength(password: string, personal: readonly string[]): PasswordStrength {
  estimator ??= createEstimator()
  // The estimate takes time that grows with the square of the length, and 64 characters say enough.
  const { score, sequence, feedback } = estimator.check(password.slice(0, 64), personalWords(personal))
  const isCommon = score === 0 || (score === 1 && sequence.every(isInDictionary))
  return { score, isCommon, warning: warnings[feedback.warning ?? ''] ?? null }
}

let estimator: ZxcvbnFactory | undefined

// Without the library's lists of English words and surnames: they make it a hundred times slower, and a passphrase of words
// is a good password.
function createEstimator(): ZxcvbnFactory {
  return new ZxcvbnFactory({
    dictionary: { 'passwords-common': dictionary['passwords-common'] },
    graphs: adjacencyGraphs,
  })
}

function isInDictionary(match: MatchExtended): boolean {
  return match.pattern === 'dictionary'
}

function personalWords(personal: readonly string[]): string[] {
  const words = personal.flatMap((text) => [text, ...text.split(/[\s@.+_-]+/)])
  return ['roster', ...words.filter((word) => word.length > 2)].map((word) => word.toLowerCase())
}

// The library answers with these keys when it is given no translation.
const warnings: Record<string, string> = {
  straightRow: 'Rows of keys are easy to guess.',
  keyPattern: 'Patterns on the keyboard are easy to guess.',
  simpleRepeat: 'Repeated characters are easy to guess.',
  extendedRepeat: 'Repeated words are easy to guess.',
  sequences: 'Sequences such as “abc” are easy to guess.',
  recentYears: 'Years are easy to guess.',
  dates: 'Dates are easy to guess.',
  topTen: 'This is one of the most used passwords.',
  topHundred: 'This is one of the most used passwords.',
  common: 'This is a common password.',
  similarToCommon: 'This is close to a common password.',
  wordByItself: 'A single word is easy to guess.',
  userInputs: 'Names and addresses are easy to guess.',
}
