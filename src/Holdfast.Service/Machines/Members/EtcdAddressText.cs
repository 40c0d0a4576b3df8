namespace Holdfast.Service.Machines.Members;

/// <summary>An etcd's address as it stands in the settings file.</summary>
internal static class EtcdAddressText
{
    /// <summary>The URLs with commas between them, and after the last one the prefix.</summary>
    public static string Of(IEnumerable<Uri> urls, string prefix) =>
        string.Join(',', urls.Select(url => url.GetLeftPart(UriPartial.Authority))) + "/" + prefix.Trim('/');
}
