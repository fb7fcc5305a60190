import { NotFoundState } from '@/components/feedback/not-found-state'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

type MemberGoneProps = {
  handle: string
  /** Who was there a moment ago; without it nobody ever was, as far as the viewer knows. */
  name?: string
}

/** In place of the page of somebody who is not a member, or not any more. */
export function MemberGone({ handle, name }: MemberGoneProps) {
  return (
    <NotFoundState
      title={name ? `${name} is not a member any more` : 'No such member'}
      description={
        name
          ? `${name} was removed or left meanwhile. What happened is in the audit log.`
          : 'This person is not a member of the organization, or not any more.'
      }
      action={<ButtonLink href={paths.members(handle)}>Back to the members</ButtonLink>}
    />
  )
}
