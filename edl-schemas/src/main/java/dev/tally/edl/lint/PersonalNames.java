package dev.tally.edl.lint;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.PiiClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names that tell of a person. What counts is how a name ends: {@code client_ip} is an address,
 * {@code ip_version} is not. The kinds are those that the GDPR (articles 4 and 9) names as examples
 * or courts have found since.
 */
final class PersonalNames {
  /** By their last word. */
  private static final Map<String, List<Ending>> ENDINGS = new HashMap<>();

  private record Ending(List<String> words, PiiClass pii) {}

  /** Those that mean a person only when there is nothing before them. */
  private static final Set<List<String>> WHOLE = Set.of(List.of("address"), List.of("zip"));

  /** Those that are numbers with a fraction. */
  private static final Set<String> COORDINATES = Set.of("latitude", "longitude");

  static {
    put(
        PiiClass.IDENTIFIER,
        "email, e mail, email address, mail address, phone, phone number, telephone, msisdn,"
            + " mobile number, fax number, ip, ip address, ip addr, remote addr, mac address,"
            + " imei, imsi, idfa, gaid, advertising id, device id, cookie id, user id,"
            + " customer id, person id, member id, employee id, patient id, visitor id,"
            + " subscriber id, passenger id, player id, username, user name, login, first name,"
            + " last name, full name, given name, family name, surname, ssn,"
            + " social security number, passport number, tax id, iban, card number,"
            + " license plate, street address, home address, postal address, billing address,"
            + " shipping address, delivery address, address");
    put(
        PiiClass.QUASI_IDENTIFIER,
        "birthday, birth date, birthdate, date of birth, postcode, post code, postal code, zip,"
            + " zip code, latitude, longitude, user agent");
    put(
        PiiClass.SENSITIVE,
        "religion, ethnicity, sexual orientation, diagnosis, disability, blood type");
  }

  private PersonalNames() {}

  private static void put(PiiClass pii, String endings) {
    for (String ending : endings.split(", *", -1)) {
      List<String> words = List.of(ending.split(" ", -1));
      ENDINGS
          .computeIfAbsent(words.getLast(), last -> new ArrayList<>())
          .add(new Ending(words, pii));
    }
  }

  /**
   * What a name tells of.
   *
   * @param name of the attribute, by words
   */
  static Optional<PiiClass> of(List<String> name, AttributeType type, boolean isRepeated) {
    List<String> words = isRepeated ? singular(name) : name;
    return ENDINGS.getOrDefault(Words.last(words), List.of()).stream()
        .filter(ending -> isTold(words, ending.words()) && canBe(type, ending.words()))
        .map(Ending::pii)
        .findFirst();
  }

  private static boolean isTold(List<String> words, List<String> ending) {
    return WHOLE.contains(ending) ? words.equals(ending) : Words.endWith(words, ending);
  }

  /** A bool says whether there is an address, an enum of which kind it is, and so on. */
  private static boolean canBe(AttributeType type, List<String> ending) {
    return switch (type) {
      case STRING, BYTES, STRUCT -> true;
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          true;
      case FLOAT, DOUBLE -> COORDINATES.contains(ending.getLast());
      case TIMESTAMP -> ending.stream().anyMatch(word -> word.startsWith("birth"));
      case BOOL, ENUM, DURATION -> false;
    };
  }

  private static List<String> singular(List<String> words) {
    if (words.isEmpty() || !words.getLast().endsWith("s")) {
      return words;
    }
    List<String> singular = new ArrayList<>(words);
    String last = singular.removeLast();
    singular.add(last.substring(0, last.length() - 1));
    return singular;
  }
}
