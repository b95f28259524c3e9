package dev.tally.app.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of authorities that are trusted beside those that Java trusts, as PEM. */
final class CaFile {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private CaFile() {}

  /**
   * For clients that trust them.
   *
   * @throws TallyException CONFIG_INVALID when the file cannot be read, or has no certificate
   */
  static SSLContext context(Path file) {
    try {
      List<Certificate> trusted = new ArrayList<>(certificates(file));
      if (trusted.isEmpty()) {
        throw new TallyException(ErrorCode.CONFIG_INVALID, file + " has no certificate (PEM)");
      }
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager known) {
          trusted.addAll(List.of(known.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("ca" + i, trusted.get(i));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "no certificates (PEM) can be read from %s: %s".formatted(file, reason(e)),
          e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  /** Keys and words beside them are passed over. */
  private static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Matcher block = CERTIFICATE.matcher(Files.readString(file, ISO_8859_1));
    List<X509Certificate> certificates = new ArrayList<>();
    while (block.find()) {
      InputStream one = new ByteArrayInputStream(block.group().getBytes(ISO_8859_1));
      certificates.add((X509Certificate) factory.generateCertificate(one));
    }
    return certificates;
  }

  /**
   * @param store null for what Java trusts
   */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
