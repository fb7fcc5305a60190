import { Body } from '@react-email/body'
import { Container } from '@react-email/container'
import { Head } from '@react-email/head'
import { Heading } from '@react-email/heading'
import { Hr } from '@react-email/hr'
import { Html } from '@react-email/html'
import { Text } from '@react-email/text'
import type { ReactNode } from 'react'
import { fonts, ink, muted } from './style'

/** The frame of every mail: a heading, what the mail says, and who sent it. No pictures, nothing loaded from elsewhere. */
export function MailLayout(props: { heading: string; baseUrl: string; children: ReactNode }) {
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="color-scheme" content="light" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
      </Head>
      <Body style={{ margin: 0, backgroundColor: '#ffffff', fontFamily: fonts, color: ink }}>
        <Container style={{ maxWidth: 560, padding: '32px 20px' }}>
          <Heading as="h1" style={{ margin: '0 0 16px', fontSize: 20, lineHeight: '28px', fontWeight: 600 }}>
            {props.heading}
          </Heading>
          {props.children}
          <Hr style={{ margin: '28px 0 12px', borderColor: '#d9dbe1' }} />
          <Text style={{ margin: 0, fontSize: 12, lineHeight: '18px', color: muted }}>
            Sent by Roster at {new URL(props.baseUrl).host}. This mailbox is not read.
          </Text>
        </Container>
      </Body>
    </Html>
  )
}
