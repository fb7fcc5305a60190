import { percentile } from './load'

/** The figures of one round, in milliseconds. */
export type Figures = { median: number; p95: number }

const allowedRatio = 1.5

export function figuresOf(milliseconds: number[]): Figures {
  return { median: percentile(milliseconds, 0.5), p95: percentile(milliseconds, 0.95) }
}

/** By each of the two figures, so that a moment in which the machine did something else is not what is shown. */
export function roundInTheMiddle(all: Figures[]): Figures {
  return {
    median: percentile(
      all.map(({ median }) => median),
      0.5,
    ),
    p95: percentile(
      all.map(({ p95 }) => p95),
      0.5,
    ),
  }
}

/** How many times the p95 of the smallest that of the largest is, with a `!` where that is too much. */
export function ratioText(smallest: Figures | undefined, largest: Figures | undefined): string {
  const ratio = (largest?.p95 ?? 0) / (smallest?.p95 ?? 1)
  return `${ratio.toFixed(2)}${ratio > allowedRatio ? ' !' : ''}`
}
