'use client'
import { useState } from 'react'

const EVERY = 10_000

export type Live = {
  /** For queries that follow what happens; only while the tab is visible, as react-query has it. */
  refetchInterval: number | false
  isPaused: boolean
  setIsPaused: (isPaused: boolean) => void
}

/** Whether a page follows what happens, which its reader can stop. */
export function useLive(): Live {
  const [isPaused, setIsPaused] = useState(false)
  return { refetchInterval: isPaused ? false : EVERY, isPaused, setIsPaused }
}
