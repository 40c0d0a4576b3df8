using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>
/// A management controller that speaks as much Redfish (DMTF DSP0266) as it takes to switch a machine: HTTPS with a
/// certificate of its own making, a user and a password.
/// </summary>
internal sealed class FakeRedfish : IAsyncDisposable
{
    public const string System = "/redfish/v1/Systems/1";
    private const string Reset = System + "/Actions/ComputerSystem.Reset";
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate = SelfSigned();

    private FakeRedfish()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _server = builder.Build();
        _server.Use(AuthenticateAsync);
        _server.MapGet(System, () => Results.Text(
            $$"""
            {
              "PowerState": "{{Power}}",
              "Actions": {
                "#ComputerSystem.Reset": { "target": "{{Reset}}" }
              }
            }
            """, "application/json"));
        _server.MapPost(Reset, async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            string asked = await body.ReadToEndAsync(context.RequestAborted);
            Asked.Add(asked);
            Power = Obeys ? asked.Contains("ForceOff", StringComparison.Ordinal) ? "Off" : "On" : Power;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    /// <summary>On or Off.</summary>
    public string Power { get; private set; } = "On";

    /// <summary>Whether it does what it says it did.</summary>
    public bool Obeys { get; set; } = true;

    /// <summary>What it was told to do.</summary>
    public List<string> Asked { get; } = [];

    public string Port => new Uri(_server.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single()).Port.ToString(
            global::System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<FakeRedfish> StartAsync(CancellationToken cancellationToken)
    {
        var made = new FakeRedfish();
        await made._server.StartAsync(cancellationToken);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private static async Task AuthenticateAsync(HttpContext context, RequestDelegate next)
    {
        string expected = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("admin:Geheim1"));
        if (context.Request.Headers.Authorization == expected)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await context.Response.WriteAsync("""{"error": {"message": "wrong user or password"}}""");
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bmc", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
