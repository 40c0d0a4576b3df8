using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Machines that come back after something of them ran out or was lost.</summary>
public sealed class LostThingsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Every member refuses its certificate, its own too; alone, it has nobody to ask for another.</summary>
    [Fact]
    public async Task MachineThatWasOffForLongerThanItsCertificateLasts_ComesBackByItself()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1");
        LabMachine n1 = network["n1"];
        await n1.CreateClusterAsync("fast");
        await n1.KillAsync();
        string folder = Path.Combine(n1.DataFolder, "certificates");
        string expired = Expired(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "machine.pem"), expired, Cancelled);
        n1.Start();
        await UpAsync(n1, "n1");
        Assert.NotEqual(expired, await File.ReadAllTextAsync(Path.Combine(folder, "machine.pem"), Cancelled));
        Assert.Contains("signed anew", await LogAsync(n1), StringComparison.Ordinal);
    }

    /// <summary>The first member of a cluster would found that a second time, and any would vote without knowing what
    /// it had agreed to. The node goes on by the others' members.</summary>
    [Fact]
    public async Task FirstMemberThatLostItsData_IsNotStarted_AndItsNodeIsUp()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "n3");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        await n1.CreateClusterAsync("fast");
        await n2.JoinAsync(n1);
        await network["n3"].JoinAsync(n1);
        await n1.KillAsync();
        await Until.TrueAsync("n1 is down", async () =>
            (await n2.Api.Nodes.ShowAsync("n1", Cancelled)).State == "Down");
        Directory.Delete(Path.Combine(n1.DataFolder, "etcd", "member-of-n1"), recursive: true);
        n1.Start();
        await UpAsync(n2, "n1");
        Assert.Empty(await n1.PidsOfAsync("etcd"));
        QuorumDto quorum = await n2.QuorumAsync();
        Assert.Equal((3, 2, true), (quorum.Votes, quorum.VotesAnswering, quorum.HasQuorum));
        Assert.Contains("its data is not in", await LogAsync(n1), StringComparison.Ordinal);
    }

    private static Task UpAsync(LabMachine at, string node) => Until.TrueAsync($"{node} is up", async () =>
        (await at.Api.Nodes.ShowAsync(node, Cancelled)).State == "Up");

    private static Task<string> LogAsync(LabMachine machine) =>
        File.ReadAllTextAsync(Path.Combine(machine.DataFolder, "log", "holdfastd.log"), Cancelled);

    /// <summary>The machine's certificate as it would be after months: of the same names and key, run out.</summary>
    private static string Expired(string folder)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(
            Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca-key.pem"));
        using X509Certificate2 current = X509Certificate2.CreateFromPemFile(
            Path.Combine(folder, "machine.pem"), Path.Combine(folder, "machine-key.pem"));
        using ECDsa key = current.GetECDsaPrivateKey()!;
        var request = new CertificateRequest(current.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (X509Extension extension in current.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 expired = request.Create(
            authority, authority.NotBefore, DateTimeOffset.UtcNow.AddDays(-1), RandomNumberGenerator.GetBytes(16));
        return expired.ExportCertificatePem() + "\n";
    }
}
