using System.Security.Cryptography;
using System.Text;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Joining;

/// <summary>
/// What lets one machine join once: <c>HFJ1-&lt;hash of the authority's key&gt;-&lt;id&gt;-&lt;secret&gt;</c>. By the
/// hash whoever joins knows that it talks to this cluster, by the secret the cluster knows that it may.
/// </summary>
public sealed record JoinToken(string AuthorityHash, string Id, string Secret)
{
    private const string Version = "HFJ1";
    private const int HashLetters = 52;
    private const int IdBytes = 5;
    private const int SecretBytes = 32;

    /// <summary>SHA-256 of the secret, hexadecimal: all that is stored.</summary>
    public string SecretHash => HashOf(Secret);

    public static JoinToken Create(string authorityHash) => new(
        authorityHash, Base32.Encode(RandomNumberGenerator.GetBytes(IdBytes)),
        Base32.Encode(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Reads what people pass on; null where a part is missing or is not what it should be.</summary>
    public static JoinToken? TryParse(string text)
    {
        string[] parts = text.Trim().Split('-');
        return parts is [Version, { Length: HashLetters } hash, { Length: 8 } id, { Length: HashLetters } secret]
            && Base32.IsText(hash) && Base32.IsText(id) && Base32.IsText(secret)
                ? new JoinToken(hash, id, secret)
                : null;
    }

    /// <summary>Whether a secret is the one that was stored by its hash; in constant time.</summary>
    public static bool Matches(string secret, string storedHash) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(storedHash));

    /// <summary>Whether a certificate is that of the authority which the token names; in constant time.</summary>
    public bool Names(System.Security.Cryptography.X509Certificates.X509Certificate2 authority) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(ClusterAuthority.HashOf(authority)), Encoding.ASCII.GetBytes(AuthorityHash));

    public override string ToString() => $"{Version}-{AuthorityHash}-{Id}-{Secret}";

    private static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
