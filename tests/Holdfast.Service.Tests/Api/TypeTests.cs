using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Service.Tests.Api;

/// <summary>Registering types, and packages between nodes.</summary>
public sealed class TypeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Package_RegisteredByPathAndByUpload_IsTheSame()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await node.PutAsync(Keys.Node("n1"), new NodeConfig { Name = "n1", Id = 1 });
        string path = Path.Combine(node.Options.DataFolder, "package.zip");
        await File.WriteAllTextAsync(path, "content", Token);

        RegistrationDto byPath = await node.Client.Types.RegisterAsync(path, Token);
        using var zip = new MemoryStream(Encoding.UTF8.GetBytes("content"));
        RegistrationDto uploaded = await node.Client.Types.UploadAsync(zip, Token);

        Assert.Equal((byPath.PackageHash, "Acme.Ledger.dll", "1.0.0"),
            (uploaded.PackageHash, uploaded.Dll, uploaded.Version));
        Assert.Equal("Acme.Ledger", Assert.Single(byPath.Types).Name);
        Assert.Equal(["n1"], byPath.StoredOn);
        Assert.Equal(1, byPath.Nodes);
        await using Stream stored = await node.Client.Types.DownloadPackageAsync(byPath.PackageHash, Token);
        Assert.Equal("content", await new StreamReader(stored).ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Package_Inspected_SaysWhatIsInItAndRegistersNothing()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using var zip = new MemoryStream(Encoding.UTF8.GetBytes("content"));
        PackageDto found = await node.Client.Types.InspectAsync(zip, Token);

        FoundTypeDto type = Assert.Single(found.Types);
        Assert.Equal(("Acme.Ledger", null, false), (type.Name, type.RegisteredVersion, type.SamePackage));
        Assert.Empty(await node.Client.Types.ListAsync(Token));

        using var same = new MemoryStream(Encoding.UTF8.GetBytes("content"));
        Assert.Equal(found.PackageHash, (await node.Client.Types.UploadAsync(same, Token)).PackageHash);
        using var again = new MemoryStream(Encoding.UTF8.GetBytes("content"));
        FoundTypeDto known = Assert.Single((await node.Client.Types.InspectAsync(again, Token)).Types);
        Assert.Equal(("1.0.0", true), (known.RegisteredVersion, known.SamePackage));
        using var other = new MemoryStream(Encoding.UTF8.GetBytes("version 2"));
        FoundTypeDto newer = Assert.Single((await node.Client.Types.InspectAsync(other, Token)).Types);
        Assert.Equal(("1.0.0", false), (newer.RegisteredVersion, newer.SamePackage));
    }

    [Fact]
    public async Task OtherPackage_Register_IsRefusedAndUpgradeReplaces()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using var zip = new MemoryStream(Encoding.UTF8.GetBytes("version 2"));
        HoldfastException exists =
            await Assert.ThrowsAsync<HoldfastException>(() => node.Client.Types.UploadAsync(zip, Token));
        Assert.Equal((ErrorCodes.TypeExists, 409), (exists.Code, exists.Status));

        using var again = new MemoryStream(Encoding.UTF8.GetBytes("version 2"));
        RegistrationDto upgraded = await node.Client.Types.UploadUpgradeAsync("Acme.Ledger", again, Token);
        Assert.Equal(upgraded.PackageHash, (await node.Client.Resources.ShowAsync("l", Token)).PackageHash);
        using var third = new MemoryStream();
        Assert.Equal(ErrorCodes.NoType, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Types.UploadUpgradeAsync("Acme.Legder", third, Token))).Code);
    }

    [Fact]
    public async Task Unregister_WhileUsed_IsRefusedAndThenWorks()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        HoldfastException used = await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Types.UnregisterAsync("Acme.Ledger", null, Token));
        Assert.Equal((ErrorCodes.TypeInUse, 409), (used.Code, used.Status));
        await node.Client.Resources.DeleteAsync("l", null, Token);
        await node.Client.Types.UnregisterAsync("Acme.Ledger", null, Token);
        Assert.Empty(await node.Client.Types.ListAsync(Token));
        Assert.Equal(ErrorCodes.NoType, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Types.UnregisterAsync("Acme.Ledger", null, Token))).Code);
    }

    [Fact]
    public async Task TypeUnregisteredWhileAResourceIsCreated_Ends_WithNoResourceWithoutAType()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Resources.DeleteAsync("l", null, Token);
        await Task.WhenAll(
            Quiet(() => node.Client.Types.UnregisterAsync("Acme.Ledger", null, Token)),
            Quiet(() => node.Client.Resources.CreateAsync(
                new CreateResourceRequest { Name = "x", Group = "ledger", Type = "Acme.Ledger" }, Token)));
        ClusterSnapshot end = node.View.Current;
        Assert.All(end.Resources.Values, row => Assert.True(end.Types.ContainsKey(row.Value.Type)));

        static async Task Quiet(Func<Task> edit)
        {
            try
            {
                await edit();
            }
            catch (HoldfastException refused)
            {
                Assert.Contains(refused.Code,
                    new[] { ErrorCodes.NoType, ErrorCodes.TypeInUse, ErrorCodes.ChangedMeanwhile });
            }
        }
    }

    [Fact]
    public async Task RelativeOrMissingPath_Register_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        foreach (string path in new[] { "out/", "/no/such/file.dll" })
        {
            HoldfastException refused =
                await Assert.ThrowsAsync<HoldfastException>(() => node.Client.Types.RegisterAsync(path, Token));
            Assert.Equal((ErrorCodes.PackageRefused, 400), (refused.Code, refused.Status));
        }
    }

    [Fact]
    public async Task PackageFromAPeer_Put_IsStoredOnlyUnderItsOwnHash()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient http = node.Unix();
        byte[] content = Encoding.UTF8.GetBytes("a package");
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));

        using (HttpResponseMessage stored = await PutAsync(hash))
        {
            Assert.Equal(HttpStatusCode.NoContent, stored.StatusCode);
        }

        Assert.Equal(content, await http.GetByteArrayAsync($"/api/v1/packages/{hash}", Token));
        await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.PackageRefused, PutAsync(new string('0', 64)));
        await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.PackageRefused, PutAsync("..%2f..%2fetc"));
        await Http.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NoPackage,
            http.GetAsync($"/api/v1/packages/{new string('1', 64)}", Token));

        Task<HttpResponseMessage> PutAsync(string name) =>
            http.PutAsync($"/api/v1/packages/{name}", new ByteArrayContent(content), Token);
    }
}
