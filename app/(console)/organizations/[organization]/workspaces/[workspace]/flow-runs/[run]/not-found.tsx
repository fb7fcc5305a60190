'use client'
import { FlowRunGone } from '@/components/flow-runs/flow-run-gone'

export default function NotFound() {
  return (
    <>
      {/* Metadata has no say where a page finds out while its own metadata is made. */}
      <title>No such run · Roster</title>
      <FlowRunGone />
    </>
  )
}
