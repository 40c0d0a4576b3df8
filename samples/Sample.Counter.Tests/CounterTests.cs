using System.Net;
using System.Net.Sockets;
using Holdfast.ResourceApi.Hosting;
using Holdfast.ResourceApi.Testing;
using Xunit;

namespace Sample.Counter.Tests;

public sealed class CounterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("counter-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Everything a cluster would do to it; a failure says which rule broke and what to do.</summary>
    [Fact]
    public Task Counter_KeepsTheContract() => ResourceContract.VerifyAsync<Counter>(
        new CounterProperties { Port = FreePort(), Folder = folder },
        cancellationToken: TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("""{"Folder":"/x","Port":0}""", "Port")]
    [InlineData("""{"Folder":"x"}""", "Folder")]
    [InlineData("""{"Folder":"/x","ProbeTimeout":"1h"}""", "ProbeTimeout")]
    [InlineData("{}", "Folder")]
    public void WrongProperty_IsNamed(string json, string property) =>
        Assert.Equal(property, Assert.Single(ResourceTypeDefinition.Of(typeof(Counter)).Read(json).Errors).Property);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
