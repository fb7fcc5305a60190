'use client'
import { useState } from 'react'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { SwitchAccountButton } from '@/components/users/switch-account-button'
import { createUserKeyAction, revokeUserKeyAction, updateUserKeyAction } from '@/lib/api-keys/actions'
import { HANDED_OVER_KEY_DAYS, handOverKey, refuseKey, WAITING_KEY_MINUTES } from '@/lib/api-keys/hand-over'
import { paths } from '@/lib/paths'

type HandOverCardProps = { callback: { origin: string }; email: string; returnTo: string }
type Ending = 'handed_over' | 'soon_over' | 'refused'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * Lets the signed-in person give a key to the program on this computer that asked for one. The key goes from here to the program and is
 * neither shown nor kept. Until the program has it, it lasts for minutes; where the program does not take it, it is revoked at once.
 */
export function HandOverCard({ callback, email, returnTo }: HandOverCardProps) {
  const [ending, setEnding] = useState<Ending | null>(null)
  const [isPending, setIsPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function allow() {
    setIsPending(true)
    setProblem(null)
    const created = await createUserKeyAction({
      name: `Command line, ${new Date().toISOString().slice(0, 16).replace('T', ' ')}`,
      expiresAt: timeIn(WAITING_KEY_MINUTES * MINUTE),
    })
    if (!created.ok) {
      setProblem(created.error.message)
    } else if (await handOverKey(callback, created.data.key)) {
      const expiresAt = timeIn(HANDED_OVER_KEY_DAYS * DAY)
      const kept = await updateUserKeyAction({ apiKeyId: created.data.id, expiresAt })
      setEnding(kept.ok ? 'handed_over' : 'soon_over')
    } else {
      const revoked = await revokeUserKeyAction({ apiKeyId: created.data.id })
      setProblem(
        `The program at ${callback.origin} did not take the key: it may have waited too long. ${revoked.ok ? 'The key was revoked.' : 'Revoke the key on the page API Keys.'} Start again in the terminal.`,
      )
    }
    setIsPending(false)
  }

  async function refuse() {
    await refuseKey(callback)
    setEnding('refused')
  }

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

const endings: Record<Ending, string> = {
  handed_over: `Signed in. The program has a key that acts as you for ${HANDED_OVER_KEY_DAYS} days; you may close this page and go on in the terminal.`,
  soon_over: `Signed in, but only for ${WAITING_KEY_MINUTES} minutes: the key could not be made to last. Edit it on the page API Keys, or start again in the terminal.`,
  refused: 'The program was told that it gets no key. Nothing was made.',
}

function timeIn(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString()
}
