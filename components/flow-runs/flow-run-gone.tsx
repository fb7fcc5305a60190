'use client'
import { NotFoundState } from '@/components/feedback/not-found-state'
import { ButtonLink } from '@/components/ui/button-link'
import { useRunsPlace } from './runs-place'

type FlowRunGoneProps = {
  /** What was there a moment ago; without it nothing ever was, as far as the viewer knows. */
  name?: string
}

/** In place of the page of a run that does not exist, or not any more. */
export function FlowRunGone({ name }: FlowRunGoneProps) {
  const { runsHref } = useRunsPlace()
  return (
    <NotFoundState
      title={name ? `${name} is deleted` : 'No such run'}
      description={
        name
          ? `${name} was deleted meanwhile, with its states and logs. Who deleted it is in the audit log.`
          : 'The workspace has no such run, or not any more: runs that ended are kept for as long as the plan says.'
      }
      action={<ButtonLink href={runsHref()}>Back to the runs</ButtonLink>}
    />
  )
}
