namespace Holdfast.Database.Etcd;

/// <summary>
/// The address of an etcd as people write it: client URLs with commas between them, and at most one path, which is the
/// prefix of this cluster's keys: <c>http://a:2379,http://b:2379/holdfast/ledger</c>.
/// </summary>
/// <param name="Endpoints">The URLs without a path.</param>
/// <param name="Prefix">The prefix, with a slash at both ends.</param>
public sealed record EtcdAddress(IReadOnlyList<Uri> Endpoints, string Prefix)
{
    public const string DefaultPrefix = "/holdfast/";
    private const int LongestPrefix = 200;

    /// <summary>Whether the text names an etcd and not a file.</summary>
    public static bool IsAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address, or null with what is wrong and what to write instead.</summary>
    public static EtcdAddress? TryParse(string text, out string error)
    {
        var endpoints = new List<Uri>();
        string? prefix = null;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(part, UriKind.Absolute, out Uri? uri) || !IsAddress(part)
                || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            {
                error = $"\"{part}\" is no client URL of an etcd member: write it as http://HOST:2379 or "
                    + "https://HOST:2379, several with commas between them.";
                return null;
            }

            string path = uri.AbsolutePath.Trim('/');
            if (path.Length > 0 && prefix is not null && prefix != path)
            {
                error = $"two prefixes, \"{prefix}\" and \"{path}\": write the prefix once, after the last URL.";
                return null;
            }

            prefix = path.Length > 0 ? path : prefix;
            endpoints.Add(new Uri(uri.GetLeftPart(UriPartial.Authority)));
        }

        return Build(endpoints, prefix is null ? DefaultPrefix : $"/{prefix}/", out error);
    }

    private static EtcdAddress? Build(List<Uri> endpoints, string prefix, out string error)
    {
        error = "";
        if (endpoints.Select(uri => uri.Scheme).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            error = "http and https are mixed: one cluster speaks one of them.";
        }
        else if (endpoints.Distinct().Count() != endpoints.Count)
        {
            error = "the same URL is given twice: name each member once.";
        }
        else if (prefix.Length > LongestPrefix || !StoredKeys.IsValid(prefix) || prefix.Contains('%'))
        {
            error = $"the prefix \"{prefix}\" cannot be used: at most {LongestPrefix} printable ASCII characters "
                + "without spaces and '%'.";
        }

        return error.Length > 0 ? null : new EtcdAddress(endpoints, prefix);
    }
}
