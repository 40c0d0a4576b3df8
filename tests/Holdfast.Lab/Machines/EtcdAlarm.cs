using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// etcd's alarm NOSPACE, raised and taken back by a machine of a cluster as etcd itself raises it when its quota is
/// used up: it takes no write meanwhile, of anybody.
/// </summary>
public static class EtcdAlarm
{
    /// <summary>The verb under which this program runs itself on the machine.</summary>
    public const string Verb = "etcd-alarm";
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);

    /// <summary>Asks the member of etcd on a machine; false if it does not answer.</summary>
    public static async Task<bool> SetAsync(LabMachine machine, bool raised)
    {
        ProcessStartInfo start = machine.Inside(
            Programs.Lab, Verb, machine.Address, Path.Combine(machine.DataFolder, "certificates"), $"{raised}");
        using var limit = new CancellationTokenSource(Until.Patience);
        return (await LabMachine.EndOfAsync(start, limit.Token)).Code == 0;
    }

    /// <param name="address">The member's.</param>
    /// <param name="certificates">The machine's folder of certificates.</param>
    /// <param name="raised">Whether it is to be raised, or taken back.</param>
    public static async Task<int> RunAsync(string address, string certificates, bool raised)
    {
        using var handler = new HttpClientHandler
        {
            // Who answers is not in question here: the machine is one of ours.
            ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
        };
        handler.ClientCertificates.Add(X509Certificate2.CreateFromPemFile(
            Path.Combine(certificates, "machine.pem"), Path.Combine(certificates, "machine-key.pem")));
        using var client = new HttpClient(handler) { Timeout = Answer };
        try
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync(
                $"https://{address}:2379/v3/maintenance/alarm",
                new { action = raised ? "ACTIVATE" : "DEACTIVATE", memberID = "0", alarm = "NOSPACE" },
                JsonSerializerOptions.Web);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            return 1;
        }
    }
}
