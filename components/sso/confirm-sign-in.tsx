'use client'
import { AuthShell } from '@/components/shell/auth-shell'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

type ConfirmSignInProps = {
  organizationName: string
  /** Whom it would sign in; null where the provider does not say their address. */
  email: string | null
  /** Who is signed in here and would be signed out; null for nobody else. */
  signedInAs: string | null
  onConfirm: () => void
}

/** Asks before anything comes of a sign-in that nobody began here: any page can have a browser bring one. */
export function ConfirmSignIn({ organizationName, email, signedInAs, onConfirm }: ConfirmSignInProps) {
  return (
    <AuthShell
      title={`Sign in to ${organizationName}?`}
      description={
        <>
          The identity provider of {organizationName} sent you here to sign in
          {email === null ? null : (
            <>
              {' '}
              as <b>{email}</b>
            </>
          )}
          , without Roster having asked it to. Continue only if you wanted that.
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {signedInAs === null ? null : (
          <p className="wrap-anywhere">
            <b>{signedInAs}</b> is signed in here now. If you continue, that session ends.
          </p>
        )}
        <div className="grid grid-cols-1 gap-3">
          <Button variant="primary" isFullWidth onClick={onConfirm}>
            <span className="truncate">
              {signedInAs === null ? 'Sign in' : 'Sign out and sign in'} to {organizationName}
            </span>
          </Button>
          <ButtonLink href={paths.home()} isFullWidth isFullLoad>
            {signedInAs === null ? 'Do not sign in' : 'Stay as I am'}
          </ButtonLink>
        </div>
      </div>
    </AuthShell>
  )
}
