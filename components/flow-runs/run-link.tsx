'use client'
import type { ReactNode } from 'react'
import { TextLink } from '@/components/ui/text-link'
import { useRunsPlace } from './runs-place'

type RunLinkProps = { run: { id: string; name: string }; look?: 'text' | 'title'; children?: ReactNode }

/** The way to the page of a run, by its name unless something else is given. */
export function RunLink({ run, look = 'title', children }: RunLinkProps) {
  const { runHref } = useRunsPlace()
  return (
    <TextLink href={runHref(run.id)} look={look}>
      {children ?? run.name}
    </TextLink>
  )
}
