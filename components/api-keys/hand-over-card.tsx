'use client'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { SwitchAccountButton } from '@/components/users/switch-account-button'
import { HANDED_OVER_KEY_DAYS, WAITING_KEY_MINUTES } from '@/lib/api-keys/hand-over'
import { paths } from '@/lib/paths'
import { useHandOver, type HandOverEnding } from './use-hand-over'

type HandOverCardProps = { callback: { origin: string }; email: string; returnTo: string }

/**
 * Lets the signed-in person give a key to the program on this computer that asked for one. The key goes from here to the program and is
 * neither shown nor kept.
 */
export function HandOverCard({ callback, email, returnTo }: HandOverCardProps) {
  const { ending, isPending, problem, allow, refuse } = useHandOver(callback)
  if (ending) {
    return (
      <div className="grid gap-4">
        <p role="status">{endings[ending]}</p>
        <ButtonLink href={paths.profileApiKeys()} isFullWidth isFullLoad>
          Your API keys
        </ButtonLink>
      </div>
    )
  }
  return (
    <div className="grid gap-4">
      <p>
        A program on this computer, at <strong className="font-mono">{callback.origin}</strong>, asks for an
        API key. With it, it acts as <strong className="wrap-anywhere">{email}</strong> in all your accounts
        for {HANDED_OVER_KEY_DAYS} days.
      </p>
      <p className="text-muted">Allow it only if you have just started to sign in from a command line.</p>
      <div role="alert">{problem ? <FormAlertText message={problem} /> : null}</div>
      <Button variant="primary" isFullWidth isPending={isPending} onClick={() => void allow()}>
        Allow
      </Button>
      <Button variant="ghost" isFullWidth onClick={() => void refuse()}>
        Refuse
      </Button>
      <SwitchAccountButton returnTo={returnTo} variant="ghost" />
    </div>
  )
}

const endings: Record<HandOverEnding, string> = {
  handed_over: `Signed in. The program has a key that acts as you for ${HANDED_OVER_KEY_DAYS} days; you may close this page and go on in the terminal.`,
  soon_over: `Signed in, but only for ${WAITING_KEY_MINUTES} minutes: the key could not be made to last. Edit it on the page API Keys, or start again in the terminal.`,
  refused: 'The program was told that it gets no key. Nothing was made.',
}
