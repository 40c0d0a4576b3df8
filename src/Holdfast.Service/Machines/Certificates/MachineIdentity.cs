using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>
/// Whose a certificate is: <c>holdfast://&lt;cluster id&gt;/node/&lt;name&gt;</c>, or <c>/witness/</c>, as a URI among
/// its subject's alternative names.
/// </summary>
public sealed record MachineIdentity(string ClusterId, string Role, string Name)
{
    private const string Scheme = "holdfast";
    private const string AlternativeNames = "2.5.29.17";
    private const int UriTag = 6;

    public bool IsNode => Role == MachineConfig.NodeRole;

    public Uri Uri => new($"{Scheme}://{ClusterId}/{Role}/{Name}");

    /// <summary>Whose the certificate is; null where it is no machine's.</summary>
    /// <remarks>It says nothing of who signed it: that is checked first.</remarks>
    public static MachineIdentity? Of(X509Certificate2 certificate)
    {
        X509Extension? names = certificate.Extensions.FirstOrDefault(each => each.Oid?.Value == AlternativeNames);
        if (names is null)
        {
            return null;
        }

        try
        {
            MachineIdentity[] found = [.. Uris(names.RawData).Select(TryParse).OfType<MachineIdentity>()];
            return found.Length == 1 ? found[0] : null;
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Reads <see cref="Uri"/> back; null for anything else.</summary>
    public static MachineIdentity? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Scheme)
        {
            return null;
        }

        string[] parts = uri.AbsolutePath.Trim('/').Split('/');
        return parts is [MachineConfig.NodeRole or MachineConfig.WitnessRole, { Length: > 0 } name]
            && uri.Host.Length > 0
                ? new MachineIdentity(uri.Host, parts[0], name)
                : null;
    }

    private static IEnumerable<string> Uris(byte[] extension)
    {
        AsnReader names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        var found = new List<string>();
        while (names.HasData)
        {
            Asn1Tag tag = names.PeekTag();
            if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue == UriTag)
            {
                found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            }
            else
            {
                names.ReadEncodedValue();
            }
        }

        return found;
    }
}
