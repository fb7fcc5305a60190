import { FormAlertText } from '@/components/form/form-alert-text'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'

type SignInRefusedProps = {
  /** A word of lib/sso/refusal-text.ts, or another reason. */
  reason: string | undefined
  message: string
  /** Whether somebody is signed in in this browser, before and after. */
  isSignedIn: boolean
}

// Somebody without an account gets further by making one.
const helpedBySigningUp: ReadonlySet<string | undefined> = new Set(['address_not_proven', 'proof_needed'])

/** A sign-in through a provider came to nothing: why, and the ways on. */
export function SignInRefused({ reason, message, isSignedIn }: SignInRefusedProps) {
  // The page was loaded again, or gone back to, after it had done its work.
  if (isSignedIn && reason === 'attempt_finished')
    return (
      <AuthShell title="You are signed in">
        <div className="grid gap-4">
          <p className="text-pretty text-muted">
            Single sign-on was finished already. There is nothing left to do here.
          </p>
          <ButtonLink href={paths.home()} variant="primary" isFullWidth isFullLoad>
            Go on
          </ButtonLink>
        </div>
      </AuthShell>
    )
  return (
    <AuthShell
      title={isSignedIn ? 'Single sign-on came to nothing' : 'You were not signed in'}
      footer={
        !isSignedIn && helpedBySigningUp.has(reason) ? (
          <>
            New here? <TextLink href={paths.signUp()}>Create an account</TextLink>
          </>
        ) : null
      }
    >
      <div className="grid gap-4">
        <div role="alert">
          <FormAlertText message={message} />
        </div>
        {isSignedIn ? (
          <ButtonLink href={paths.organizations()} variant="primary" isFullWidth isFullLoad>
            Go to your organizations
          </ButtonLink>
        ) : (
          <ButtonLink href={paths.signIn()} variant="primary" isFullWidth isFullLoad>
            Back to sign in
          </ButtonLink>
        )}
      </div>
    </AuthShell>
  )
}
