import { NotFoundState } from '@/components/feedback/not-found-state'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

type ServiceAccountGoneProps = {
  handle: string
  /** What was there a moment ago; without it nothing ever was, as far as the viewer knows. */
  name?: string
}

/** In place of the page of a service account that does not exist, or not any more. */
export function ServiceAccountGone({ handle, name }: ServiceAccountGoneProps) {
  return (
    <NotFoundState
      title={name ? `${name} is deleted` : 'No such service account'}
      description={
        name
          ? `${name} was deleted meanwhile, and its keys with it. What happened is in the audit log.`
          : 'The organization has no such service account, or not any more.'
      }
      action={<ButtonLink href={paths.serviceAccounts(handle)}>Back to the service accounts</ButtonLink>}
    />
  )
}
