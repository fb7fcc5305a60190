import { Button } from '@react-email/button'
import { Link } from '@react-email/link'
import { Text } from '@react-email/text'
import { accent, muted } from './style'

/** The link of a mail as a button and, for programs that show none and people who look first, as its full address. */
export function ActionLink({ label, url }: { label: string; url: string }) {
  return (
    <>
      <Button
        href={url}
        data-skip-in-text
        style={{
          margin: '6px 0 18px',
          padding: '11px 18px',
          borderRadius: 8,
          backgroundColor: accent,
          color: '#ffffff',
          fontSize: 15,
          fontWeight: 600,
          textDecoration: 'none',
        }}
      >
        {label}
      </Button>
      <Text style={{ margin: '0 0 18px', fontSize: 13, lineHeight: '20px', color: muted }}>
        {label}:
        <br />
        <Link href={url} style={{ color: accent, wordBreak: 'break-all' }}>
          {url}
        </Link>
      </Text>
    </>
  )
}
