package dev.tally.delivery;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** A mail as it goes over the wire (RFC 5322, RFC 2046). */
final class MailMessage extends MimeMessage {
  private static final String CHARSET = StandardCharsets.UTF_8.name();

  private final String id;

  MailMessage(Session session, Mail mail, InternetAddress from, InternetAddress to, Instant now)
      throws MessagingException {
    super(session);
    id = mail.id();
    setFrom(from);
    setRecipient(RecipientType.TO, to);
    setSubject(mail.subject(), CHARSET);
    setSentDate(Date.from(now));
    if (!mail.isFirst()) {
      setHeader("In-Reply-To", bracketed(mail.thread()));
      setHeader("References", bracketed(mail.thread()));
    }
    // Nobody's absence is told to a program (RFC 3834).
    setHeader("Auto-Submitted", "auto-generated");
    if (!mail.unsubscribe().isEmpty()) {
      setHeader("List-Unsubscribe", bracketed(mail.unsubscribe()));
      setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    setContent(alternatives(mail));
    saveChanges();
  }

  /** The last one is what is shown by those who can. */
  private static MimeMultipart alternatives(Mail mail) throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), CHARSET, "plain");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), CHARSET, "html");
    return new MimeMultipart("alternative", text, html);
  }

  /** Instead of one of the library's making, which would be another one each time. */
  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", bracketed(id));
  }

  private static String bracketed(String text) {
    return "<" + text + ">";
  }
}
