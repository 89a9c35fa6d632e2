#include "bench/model_text.hpp"

#include <algorithm>

namespace bench {

std::string model_text(const ModelSize& size) {
  std::string text =
      "schema = 1\n[scenario]\ntitle = \"size\"\nstart = 2023-01-01\nhorizon_days = " +
      std::to_string(size.days) + "\nseed = 1\n[origin.made]\n[origin.imported]\n[site.abroad]\n";
  for (std::size_t m = 0; m < size.munitions; ++m)
    text += "[munition.m" + std::to_string(m) + "]\n";
  for (std::size_t d = 0; d < size.depots; ++d) {
    const std::string depot = "d" + std::to_string(d);
    std::string stock;
    for (std::size_t m = 0; m < size.munitions; ++m)
      stock += (m > 0 ? ", m" : "m") + std::to_string(m) + " = { made = 20000 }";
    text += "[site." + depot + "]\nstock = { " + stock + " }\n";
    for (std::size_t m = 0; m < size.munitions; ++m) {
      const std::string of = "-m" + std::to_string(m) + "-";
      const std::string at = "]\nsite = \"" + depot + "\"\nmunition = \"m" + std::to_string(m);
      for (int k = 0; k < 6; ++k)
        text +=
            "[line." + depot + of + std::to_string(k) + at +
            "\"\norigin = \"made\"\noutput_per_day = { dist = \"normal\", mean = 700, sd = 70 }\n"
            "failure = { up_days = { dist = \"exponential\", mean = 60 }, "
            "down_days = { dist = \"exponential\", mean = 5 } }\n";
      for (int k = 0; k < 4; ++k)
        text += "[consumer." + depot + of + std::to_string(k) + at +
                "\"\nunmet = \"lost\"\n"
                "demand_per_day = { dist = \"normal\", mean = 1250, sd = 250 }\n";
    }
  }
  if (size.shipments == 0) return text;
  const auto count = std::to_string(size.shipments);
  text +=
      "[resource.dock]\nunits = " + std::to_string(std::max<std::size_t>(1, size.shipments / 50)) +
      "\n[route.sea]\nfrom = \"abroad\"\nto = \"d0\"\n"
      "[[route.sea.step]]\ntransit_days = { dist = \"triangular\", low = 3, mode = 5, high = 9 }\n"
      "[[route.sea.step]]\nuse = \"dock\"\nservice_days = { dist = \"uniform\", low = 1, high = 3 "
      "}\n"
      "[[route.sea.step]]\ntransit_days = { dist = \"triangular\", low = 8, mode = 11, high = 20 "
      "}\n"
      "loss_fraction = 0.03\n[shipment.convoy]\nroute = \"sea\"\norigin = \"imported\"\n"
      "cargo = { m0 = 5000 }\nfirst = 2023-01-01\nevery_days = " +
      std::to_string(size.days / static_cast<double>(size.shipments)) + "\ncount = " + count + "\n";
  return text;
}

}  // namespace bench
