namespace Holdfast.Service.Packages;

/// <summary>How large a package may be; what is larger is most likely not a package.</summary>
internal static class PackageLimits
{
    /// <summary>Bytes of all files together.</summary>
    public const long Bytes = 256L * 1024 * 1024;

    public const int Files = 5_000;
}

/// <summary>What was handed in cannot become a package; the message says why and what to do.</summary>
internal sealed class PackageRefusedException(string message) : Exception(message);
