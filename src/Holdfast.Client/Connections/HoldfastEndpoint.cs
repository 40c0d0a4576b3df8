namespace Holdfast.Client.Connections;

/// <summary>Where a node's API is: a closed set.</summary>
public abstract record HoldfastEndpoint
{
    private HoldfastEndpoint()
    {
    }

    /// <summary>A Unix socket on this machine; who serves it is checked before anything is sent.</summary>
    public sealed record UnixSocket(string Path) : HoldfastEndpoint
    {
        public override string ToString() => Path;
    }

    /// <summary>An address such as <c>http://127.0.0.1:7400</c>; needs a token.</summary>
    public sealed record Web(Uri Address) : HoldfastEndpoint
    {
        public override string ToString() => Address.ToString();
    }

    /// <summary>Reads a path or an address; null for anything else, such as the name of a node.</summary>
    public static HoldfastEndpoint? TryParse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return new UnixSocket(text["unix:".Length..]);
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
                ? new Web(new Uri(address.GetLeftPart(UriPartial.Authority) + "/"))
                : null;
        }

        return text.Contains('/', StringComparison.Ordinal) ? new UnixSocket(text) : null;
    }
}
