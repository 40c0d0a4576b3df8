using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Packages;

/// <summary>
/// Reads what a test wrote beside the DLL: one type a line in <c>types.txt</c>, the version in <c>version.txt</c>.
/// </summary>
internal sealed class FakeDescriber : IPackageDescriber
{
    public List<string> BuiltIn { get; } = ["Holdfast.Application"];

    public string BuiltInVersion { get; set; } = "1.0.0";

    /// <summary>Names of the files in the folder that was described last.</summary>
    public IReadOnlyList<string> Seen { get; private set; } = [];

    public Task<DescribeResult> DescribeAsync(string folder, CancellationToken cancellationToken)
    {
        if (folder == "builtin")
        {
            return Task.FromResult(Describe("Holdfast.ClusterResources.dll", BuiltInVersion, BuiltIn));
        }

        Seen = [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        string types = Path.Combine(folder, "types.txt");
        string version = Path.Combine(folder, "version.txt");
        return Task.FromResult(File.Exists(types)
            ? Describe(
                Path.GetFileName(Directory.GetFiles(folder, "*.dll")[0]),
                File.Exists(version) ? File.ReadAllText(version) : "1.0.0",
                File.ReadAllLines(types))
            : new DescribeResult.Failed("no resource types"));
    }

    private static DescribeResult Describe(string dll, string version, IEnumerable<string> types) =>
        new DescribeResult.Described(new PackageDescription
        {
            DllName = dll,
            Version = version,
            Types = [.. types.Select(name => new TypeDescription
            {
                Name = name,
                DisplayName = name,
                EntryType = "Test." + name,
                PropertySchema = """{"type":"object"}""",
            })],
        });
}
