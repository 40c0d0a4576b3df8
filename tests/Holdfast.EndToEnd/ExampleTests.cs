using System.Text.RegularExpressions;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// The examples that <c>docs/cli.md</c>, the manual page and <c>--help</c> have of every command are typed on a real
/// cluster, in an order in which they make sense.
/// </summary>
public sealed partial class ExampleTests
{
    private static readonly string Story = File.ReadAllText(
        Path.Combine(Programs.Root, "tests", "Holdfast.EndToEnd", "Examples.sh"));

    /// <summary>Examples that no cluster of one machine can be given, and where they are tried.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["sudo holdfast init"] = "README.md",
        ["sudo holdfast cluster create"] = "docs/cluster.md",
        ["sudo holdfast cluster create --address 10.0.0.1 --profile standard"] = "docs/cluster.md",
        ["sudo holdfast cluster create --etcd https://a:2379,https://b:2379/prod --etcd-ca ca.pem --etcd-cert n1.pem "
            + "--etcd-key n1-key.pem"] = "docs/cluster.md",
        ["holdfast cluster token"] = "docs/cluster.md",
        ["holdfast cluster token --witness"] = "docs/cluster.md",
        ["holdfast cluster token -o json | jq -r .token"] = "MachineTests",
        ["sudo holdfast cluster join --token HFJ1-… 10.0.0.1"] = "docs/cluster.md",
        ["sudo holdfast cluster join --token-from /root/token --name n2 10.0.0.1"] = "docs/cluster.md",
        ["sudo holdfast cluster witness --token HFJ1-… 10.0.0.1"] = "docs/cluster.md",
        ["holdfast cluster remove w1"] = "docs/cluster.md",
        ["sudo holdfast cluster force-quorum"] = "docs/cluster.md",
        ["sudo holdfast cluster accept-older --data /var/lib/holdfast/n1"] = "BackupTests",
        ["holdfast node confirm-dead n3 --epoch 5"] = "NodeEditTests",
        ["holdfast person add ada --role operator --out ada.pem"] = "docs/two-nodes-and-a-witness.md",
        ["holdfast person add bob --from bob.crt"] = "docs/access.md",
        ["holdfast person add wall --lifetime 12h --out wall.pem"] = "docs/access.md",
        ["holdfast person remove ada"] = "docs/access.md",
        ["holdfast type register Acme.Ledger.1.0.0.nupkg"] = "PackageStoreTests",
    };

    [Fact]
    public void EveryExample_IsInTheStory_OrTriedElsewhere()
    {
        string[] typed = Story.Split('\n');
        string[] examples = [.. Examples()];

        Assert.True(examples.Length > 80, $"only {examples.Length} examples were found");
        Assert.Empty(examples.Except(typed).Except(Elsewhere.Keys));
        Assert.Empty(Elsewhere.Keys.Except(examples));
    }

    [Fact]
    public async Task Examples_TypedOnACluster_Succeed()
    {
        await using var cluster = new LabCluster(3) { ServiceOptions = ["--port", "0"] };
        await cluster.StartAsync();
        string folder = Path.Combine(cluster.Folder, "typed");
        Directory.CreateDirectory(folder);
        string script = Story.Replace("Acme.Ledger", "Sample.Counter", StringComparison.Ordinal)
            .Replace(" out/", $" {Programs.CounterPackage}", StringComparison.Ordinal);

        (int code, string output) = await Shell.RunAsync(script, folder,
            ("HOLDFAST_NODE", cluster.Nodes[0].ApiSocket),
            ("PATH", $"{Path.GetDirectoryName(Programs.Cli)}:{Environment.GetEnvironmentVariable("PATH")}"));

        Assert.True(code == 0, $"exit {code}\n{output[^Math.Min(output.Length, 4000)..]}");
    }

    /// <summary>The last block of each command's section; the one before it shows how the command is formed.</summary>
    private static IEnumerable<string> Examples() =>
        File.ReadAllText(Path.Combine(Programs.Root, "docs", "cli.md")).Split("\n## ").Skip(1)
            .SelectMany(part => part.Split("\n### "))
            .Select(section => Fence().Matches(section)).Where(fences => fences.Count > 1)
            .SelectMany(fences => fences[^1].Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^```\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
