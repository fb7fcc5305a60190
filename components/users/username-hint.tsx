import { useId } from 'react'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'

/** The address a password belongs to, where it is given and not asked: for people, and for password managers. */
export function UsernameHint({ email, label }: { email: string; label: string }) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Input id={id} type="email" autoComplete="username" value={email} readOnly />
    </div>
  )
}
