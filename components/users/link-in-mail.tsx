import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'
import { DeadLink } from './dead-link'

/** The page behind a mailed link when somebody comes without one. */
export function LinkInMail({ title }: { title: string }) {
  return (
    <DeadLink title={title} message="Open the link in the mail that we sent you: it leads here.">
      <ButtonLink href={paths.signIn()} isFullWidth>
        Back to sign in
      </ButtonLink>
    </DeadLink>
  )
}
