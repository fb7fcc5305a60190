'use client'
import { z } from 'zod'
import { AuthShell } from '@/components/shell/auth-shell'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { PasswordField } from '@/components/form/password-field'
import { CheckboxField } from '@/components/form/checkbox-field'
import { TextLink } from '@/components/ui/text-link'
const schema = z.object({ email: z.email('Enter an address such as ada@example.com.'), password: z.string().min(8, 'At least 8 characters.'), remember: z.boolean() })
export function AuthPreview() {
  return <AuthShell title="Sign in to Roster" description="Welcome back." footer={<>New here? <TextLink href="/x">Create an account</TextLink></>}>
    <Form schema={schema} defaultValues={{ email: '', password: '', remember: false }} submitLabel="Sign in" layout="card"
      action={async () => { await new Promise(r=>setTimeout(r,600)); return { ok: false as const, error: { code: 'unauthenticated' as const, message: 'The address or the password is not right.', fields: {} } } }}>
      <TextField name="email" label="Email" type="email" autoComplete="email" />
      <PasswordField name="password" label="Password" autoComplete="current-password" aside={<TextLink href="/y">Forgot it?</TextLink>} renderStrength={(p)=> p ? <p className="text-sm text-muted">{p.length} characters</p>:null} />
      <CheckboxField name="remember" label="Stay signed in" hint="Not on a shared computer." />
    </Form>
  </AuthShell>
}
