'use client'
import { useState } from 'react'
import { toast } from '@/lib/client/toast'
import type { RowSelection } from './use-selection'

/** Selects all that match what a list is asked for, on whatever page. */
export function useSelectAll<Row>(selection: RowSelection<Row>, fetchMatching: () => Promise<Row[]>) {
  const [isSelectingAll, setIsSelectingAll] = useState(false)

  async function selectAll() {
    setIsSelectingAll(true)
    await fetchMatching().then(selection.add, (error: unknown) =>
      toast.error(error instanceof Error ? error.message : 'They could not be selected.'),
    )
    setIsSelectingAll(false)
  }
  return { isSelectingAll, selectAll: () => void selectAll() }
}
