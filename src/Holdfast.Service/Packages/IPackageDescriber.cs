using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Packages;

/// <summary>Says what resource types a package holds.</summary>
public interface IPackageDescriber
{
    /// <param name="folder">The package's folder, or <c>builtin</c>.</param>
    /// <param name="cancellationToken">Ends the process that reads the DLL.</param>
    Task<DescribeResult> DescribeAsync(string folder, CancellationToken cancellationToken);
}

/// <summary>What came of describing a package: a closed set.</summary>
public abstract record DescribeResult
{
    private DescribeResult()
    {
    }

    public sealed record Described(PackageDescription Description) : DescribeResult;

    /// <summary>It is no valid resource DLL, or reading it failed; the reason is for the DLL's author.</summary>
    public sealed record Failed(string Reason) : DescribeResult;
}
